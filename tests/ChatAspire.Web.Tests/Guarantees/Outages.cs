namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The collection of tests that break nodes and servers, and measure nothing: one at a time, beside other tests.</summary>
[CollectionDefinition(nameof(Outages))]
public sealed class Outages;
