using Trainer.Commands;

return CommandLineHost.Run(args);
