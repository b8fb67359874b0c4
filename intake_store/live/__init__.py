"""Wake-ups and live events within a process and between processes, and the flood limiter."""
