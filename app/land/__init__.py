"""The land titling data set (GB/T 35958): reading it, judging each parcel, making collateral of it."""
