"""Every page and its door: who may enter, written down by hand a second time.

A new route stands here under one door, or `tests/features/test_role_route_matrix.py` fails.
"""

from enum import StrEnum


class RouteDoor(StrEnum):
    """Who may enter: everybody, a signed link, a member, one who may be suspended, a right."""

    OPEN = "open"
    LINK = "link"
    MEMBER = "member"
    MEMBER_ALWAYS = "member, while suspended too"
    STAFF_ANY = "any"
    STAFF_HOST = "host"
    STAFF_CARETAKER = "caretaker"
    STAFF_MODERATOR = "moderator"
    STAFF_GIVE_RIGHTS = "give_rights"
    STAFF_MONEY = "money"


ROUTES = {
    RouteDoor.OPEN: """
        bounces.mail_event
        community.ask_to_visit community.circle community.picture community.thread community.visit
        community.visit_picture
        identity.ask_for_passkey identity.ask_to_sign_in identity.code_page identity.sign_in
        identity.sign_in_by_code identity.sign_in_by_passkey
        joining.ask_with_provider joining.back_from_provider joining.forget_proof
        joining.join_with_provider joining.mail_second_proof joining.second_proof joining.sign_in_with
        joining.signed_out_here joining.signed_out_there
        memberships.membership memberships.stripe_webhook
        metrics.metrics
        moderation.report_subject moderation.take_report moderation.transparency
        moderation.transparency_data
        periodic.readyz
        privacy.kept
        site_pages.page_differences site_pages.page_version site_pages.written_page
        web.favicon web.healthz web.home web.logo web.logo_icon web.look web.manifest web.promise
        web.robots web.security_txt web.touch_icon
    """,
    RouteDoor.LINK: """
        community.calendar_feed community.invitation_answered community.invitation_link
        community.invitation_picture community.visitor_picture
        community.visitor_comes community.visitor_page community.visitor_withdraws
        followups.follow_up_answered followups.follow_up_link followups.forget_link
        followups.forgotten followups.report_by_link
        identity.answer_move identity.follow_sign_in_link identity.move_link identity.send_link_again
        identity.sign_in_link identity.stop identity.stop_now identity.undo_address
        identity.undo_address_link
        introductions.answer introductions.answer_link introductions.prove_address
        introductions.take_back introductions.undo introductions.undo_link
        joining.accept_invitation joining.accept_with_provider joining.ask_to_join joining.come_in
        joining.come_in_with_provider joining.decline_invitation joining.invitation
        joining.invitation_link joining.join_by_invitation_link joining.join_by_link_with_provider
        joining.join_request joining.send_join_request joining.take_back_request
        joining.want_new_invitation joining.want_new_link
        moderation.appeal moderation.case_link moderation.report moderation.report_link
        moderation.tell_side
        organising.appeal_by_link organising.suspension_link
        people.acquaintance_link people.answer_acquaintance_link people.block_link
        people.follow_block_link
        privacy.export_by_link privacy.leave_by_link
    """,
    RouteDoor.MEMBER: """
        community.agree_to_list community.announce community.answer_circle_invitation
        community.appoint_co_host community.archive_circle community.ask_to_join
        community.attendee_list community.begin_circle community.board community.change_gathering
        community.change_post community.circle_mail community.circle_people community.close_circle
        community.describe_circle community.edit_circle community.edit_gathering community.edit_post
        community.follow_thread community.gathering community.gathering_file community.gathering_photo
        community.invite_to_circle community.invite_to_gathering community.move_thread
        community.new_circle community.new_gathering community.new_thread community.offer_circle
        community.open_thread community.pin community.preferences community.reply
        community.search_circles community.start community.step_down community.take_over
        community.tend community.tend_thread community.welcome community.wordings
        followups.card followups.follow_up followups.notes followups.offer_times followups.people
        followups.person followups.times
        followups.thank followups.thank_for_answer followups.thanks_for_answer
        groups.ask_to_join groups.group groups.groups groups.join_by_address groups.join_by_code
        groups.know groups.leave
        groups.show
        identity.address identity.address_code identity.door identity.mail identity.passkeys
        identity.profile identity.save_profile identity.sessions identity.sign_in_again
        introductions.agreed introductions.ask_blind introductions.ask_directly
        introductions.ask_named introductions.ask_start introductions.introduction
        introductions.introductions introductions.offer introductions.pass_on
        introductions.write_again
        joining.invitations joining.invite joining.invite_known joining.make_link joining.my_providers
        memberships.accept_gift memberships.gifts memberships.give_year memberships.join memberships.look
        memberships.my_membership memberships.receipt memberships.stay
        moderation.my_case moderation.my_cases moderation.report_page
        organising.my_suspension
        people.acquaintances people.answer_acquaintance people.blocks people.know
        people.know_by_address people.me people.people people.person people.show_acquaintance
        privacy.archive privacy.export privacy.leave privacy.leave_code privacy.looks
        profile_links.add_link profile_links.links profile_links.look_at_link_again
        suggestions.suggestions
        trust.my_trust
    """,
    RouteDoor.MEMBER_ALWAYS: """
        community.answer_here community.cancel_gathering community.choose_circle_mail
        community.leave_circle community.part_from community.renew_feed community.save_preferences
        community.take_post_back community.unpin
        followups.acknowledge_here followups.answer_times followups.ask_to_delete
        followups.follow_up_answered_here followups.report_from_here followups.withdraw_times
        identity.add_passkey identity.ask_to_add_passkey identity.ask_to_change_address
        identity.change_address identity.end_other_sessions identity.end_session
        identity.mail_to_sign_in_again identity.remove_passkey identity.save_door identity.save_mail
        identity.sign_out identity.stop_move identity.take_mail_again identity.trust_device
        introductions.answer_on_site introductions.discard_draft introductions.take_back_on_site
        introductions.withdraw
        joining.connect_proof joining.connect_provider joining.disconnect_provider joining.prove_again
        joining.withdraw
        memberships.decline_gift memberships.leave memberships.portal memberships.take_back
        memberships.take_back_gift
        moderation.appeal_on_site moderation.report_on_site moderation.tell_side_on_site
        organising.appeal_suspension
        people.block people.end_acquaintance people.unblock
        privacy.ask_for_archive privacy.ask_to_leave privacy.leave_now
        profile_links.remove_link
        site_pages.put_changes_away
        suggestions.dismiss
    """,
    RouteDoor.STAFF_ANY: """
        organising.newcomer organising.refuse_as_newcomer organising.see_as_newcomer
        organising.staff_home
    """,
    RouteDoor.STAFF_HOST: """
        groups.add_to_group groups.answer groups.close groups.end_code groups.make_code
        groups.make_group groups.remove groups.rename_group groups.set_group_domains
        groups.staff_group groups.staff_groups
        joining.answer_requests joining.change_list joining.close_evening joining.close_staff_link
        joining.evening joining.invitation_list joining.lead_into_group joining.lead_nowhere
        joining.open_evening joining.open_invitations joining.open_staff_link joining.provider_groups
        joining.read_list joining.report_of_list joining.requests_to_join joining.send_list
        joining.staff_invitations joining.undo_provider_groups joining.withdraw_from_list
        organising.end_member_sessions organising.judge_suspension organising.lift_suspension
        organising.look_at_member organising.member_account organising.members organising.move_member
        organising.send_member_link organising.stop_member_move organising.suspend_member
        organising.write_staff_note
    """,
    RouteDoor.STAFF_CARETAKER: """
        organising.change_field organising.change_settings organising.confirm_opening organising.field
        organising.fields organising.figures organising.health organising.make_field
        organising.page_to_write organising.pages_to_write organising.remove_field
        organising.remove_logo organising.set_logo organising.site_logo organising.site_settings
        organising.undo_field organising.undo_setting organising.withdraw_opening
        organising.write_page
    """,
    RouteDoor.STAFF_MODERATOR: """
        community.decide community.reports
        moderation.case_page moderation.case_picture moderation.change_ready_reason
        moderation.claim_case moderation.closed moderation.decide moderation.details moderation.freeze
        moderation.hear moderation.look_back moderation.note_on_case moderation.queue moderation.read
        moderation.read_held moderation.ready_reason moderation.ready_reasons moderation.release_held
        moderation.remove_ready_reason moderation.return_held moderation.review moderation.second
        moderation.write_ready_reason
    """,
    RouteDoor.STAFF_GIVE_RIGHTS: """
        organising.change_right organising.vouch_for_member
    """,
    RouteDoor.STAFF_MONEY: """
        memberships.ask_stripe memberships.give_membership memberships.money_page
    """,
}


# What staff do only with a sign-in from the last ten minutes; the last two only if it opens the site.
STEP_UP = {
    "joining.send_list",
    "memberships.give_membership",
    "organising.change_right",
    "organising.confirm_opening",
    "organising.move_member",
    "organising.suspend_member",
    "organising.vouch_for_member",
}
STEP_UP_TO_OPEN = {"organising.change_settings", "organising.undo_setting"}


def door_of_each_route() -> dict[str, RouteDoor]:
    """Return the door of each endpoint. An endpoint under two doors is a mistake."""
    found: dict[str, RouteDoor] = {}
    for door, endpoints in ROUTES.items():
        for endpoint in endpoints.split():
            assert endpoint not in found, endpoint
            found[endpoint] = door
    return found
