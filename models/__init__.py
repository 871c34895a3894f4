"""What the bank knows: records, rules and pure arithmetic, shared by the workstation and the centre."""
