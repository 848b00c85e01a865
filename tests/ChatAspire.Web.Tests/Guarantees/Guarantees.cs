namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The collection of tests that load and measure the machine: they run one at a time, without other tests.</summary>
[CollectionDefinition(nameof(Guarantees), DisableParallelization = true), Trait("machine", "alone")]
public sealed class Guarantees;
