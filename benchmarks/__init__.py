"""What SegQL costs, beside what others cost for the same answers."""
