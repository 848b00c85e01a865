namespace ChatAspire.AppHost.Tests;

/// <summary>The tests that need the addresses of lab.json run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FixedAddresses
{
    internal const string Name = "the fixed addresses";
}
