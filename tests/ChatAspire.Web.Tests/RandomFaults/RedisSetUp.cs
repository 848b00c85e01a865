namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A set-up of Redis, with the faults that it can have.</summary>
internal abstract class RedisSetUp : IAsyncDisposable
{
    /// <summary>The name of the set-up.</summary>
    public abstract string Name { get; }

    /// <summary>The connection string of a node.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The settings of a node.</summary>
    public virtual (string, string)[] Settings => [("Chat__Replicas", "1")];

    /// <summary>The faults; after each, the set-up is complete again.</summary>
    public abstract IReadOnlyList<RandomFault> Faults { get; }

    /// <summary>Makes the set-up of a seed: the kinds take turns.</summary>
    public static RedisSetUp Of(int seed) => (seed % 3) switch
    {
        0 => new SentinelSetUp(),
        1 => new SingleSetUp(),
        _ => new ClusterSetUp(),
    };

    /// <summary>Starts the servers.</summary>
    public abstract Task StartAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
