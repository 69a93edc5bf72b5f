"""What tests stand on: real servers, real files, real processes; nothing here is a stand-in."""
