from linkify_it import LinkifyIt as LinkifyIt
from linkify_it import Match as Match
