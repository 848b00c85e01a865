namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The collection of tests that measure delays under load: one at a time, and eng/test runs nothing beside them.</summary>
[CollectionDefinition(nameof(Guarantees), DisableParallelization = true), Trait("machine", "alone")]
public sealed class Guarantees;
