"""What only meaning can show: rules about a configuration beyond its grammar, and the ways to print findings."""
