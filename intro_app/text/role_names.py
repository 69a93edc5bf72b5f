"""Local parts of addresses that belong to a role: those of RFC 2142, and other common ones."""

_NAMES = """
abuse accounting accounts admin administrator admissions all alle anfrage anfragen billing board booking
bookings bounce bounces buchhaltung careers commercial compliance comunicacion contact contacto contactus
contato customerservice datenschutz dataprotection dev devnull direccion donotreply dpo editor empleo
enquiries enquiry everyone events facturacion feedback finance frontdesk ftp hallo hello help helpdesk hi
hola hostmaster hr humanresources info infos information inquiries invoices it jobs join kontakt legal list
listserv mail mailbox mailerdaemon mailman management marketing media members membership news newsletter
nobody noc noreply office operations orders partners payroll personal post postmaster poststelle presse
press privacy pr purchasing rechnung rechnungen reception recruiting recruitment registrar reply
reservations root sales secretary security secretaria sekretariat service services shop spam staff subscribe
support sysadmin team tech undisclosedrecipients unsubscribe usenet uucp vendas ventas verkauf vertrieb
verwaltung webmaster welcome www no.reply do.not.reply
"""

ROLE_NAMES = frozenset(_NAMES.split())
