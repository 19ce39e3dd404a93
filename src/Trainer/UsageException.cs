namespace Trainer;

/// <summary>
/// A command line or configuration that cannot be carried out; the message says what was found, what is allowed, what to do. Exit code 2.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
