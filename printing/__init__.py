"""What leaves on paper or as a workbook."""
