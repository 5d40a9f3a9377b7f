"""What a worker adds to the queue: leases with a fence, limits of time and memory, an end that loses nothing."""
