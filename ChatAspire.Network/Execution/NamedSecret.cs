namespace ChatAspire.Network.Execution;

/// <summary>A secret that a command reads.</summary>
/// <param name="Name">The name of a file that can hold it: <c>host-a.key</c>.</param>
public sealed record NamedSecret(string Name, string Text)
{
    /// <summary>The name only, so that a record in a log reveals nothing.</summary>
    public override string ToString() => Name;
}
