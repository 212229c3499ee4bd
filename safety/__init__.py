"""The habits that every room keeps: one clock, which addresses may be spoken to, what is never written down, durable files."""
