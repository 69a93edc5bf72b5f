"""What a yes costs, alone and beside fifteen others."""
