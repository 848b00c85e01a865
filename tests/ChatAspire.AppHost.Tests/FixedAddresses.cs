namespace ChatAspire.AppHost.Tests;

/// <summary>The tests that bind the addresses of lab.json; they run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FixedAddresses
{
    internal const string Name = "fixed addresses";
}
