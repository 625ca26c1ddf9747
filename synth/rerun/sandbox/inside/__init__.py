"""What runs inside the sandbox: a worker, its judges, its template and the samples. Imports nothing else of synth."""
