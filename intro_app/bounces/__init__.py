"""What comes back after an e-mail was sent: failed deliveries and complaints."""
