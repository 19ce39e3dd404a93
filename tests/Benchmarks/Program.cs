Benchmarks.Scratch.Run(args[0]);
