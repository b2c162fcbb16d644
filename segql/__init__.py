"""SegQL: customer segments as text, compiled to SQL."""
