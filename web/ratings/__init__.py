"""What applicants said about finished cases."""
