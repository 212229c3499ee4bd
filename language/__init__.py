"""In which language is it said? Indonesian stands in the code, every other language in a catalogue beside this file."""
