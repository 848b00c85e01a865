namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>These tests load the machine and measure it: one at a time, and nothing beside them.</summary>
[CollectionDefinition(nameof(Guarantees), DisableParallelization = true)]
public sealed class Guarantees;
