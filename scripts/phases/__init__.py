"""What takes long is shown by a line of progress; everything it says goes to `.local/log`."""
