namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A fault that a seed may draw.</summary>
/// <param name="Name">The fault, in the words of the test's output.</param>
/// <param name="Inject">Injects the fault, and ends it.</param>
/// <param name="LosesLog">True if messages that were acknowledged are gone afterwards.</param>
internal sealed record RandomFault(string Name, Func<Task> Inject, bool LosesLog = false);
