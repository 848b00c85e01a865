namespace ChatAspire.Network.Execution;

/// <summary>A secret that a command reads from its standard input.</summary>
/// <param name="Name">The name of the file that holds it: <c>host-a.key</c>. Not secret.</param>
public sealed record NamedSecret(string Name, string Text)
{
    /// <summary>Returns the name only, so that a secret in a log reveals nothing.</summary>
    public override string ToString() => Name;
}
