namespace Trainer.Export;

/// <summary>A bundle that cannot be used or written; the message names the file and what is wrong with it.</summary>
public sealed class BundleException(string message, Exception? inner = null) : Exception(message, inner);
