namespace ChatAspire.Lab.Faults;

/// <summary>One fact about a host.</summary>
/// <param name="Scope">The container in whose network namespace the fact was read; empty for the host itself.</param>
/// <param name="Kind">One of <see cref="StateKinds"/>.</param>
/// <param name="Text">The fact in one line, without counters, and without names that change with every start.</param>
internal sealed record StateLine(string Scope, string Kind, string Text)
{
    // |sysctl|net.ipv4.ip_forward=1
    // redis|route|default via 172.18.0.1 dev eth0 table main
    /// <returns>Null for a line that does not have the form <c>SCOPE|KIND|TEXT</c>.</returns>
    public static StateLine? Parse(string line) => line.Split('|', 3) is [var scope, var kind, var text] ? new(scope, kind, text) : null;

    public override string ToString() => $"{Scope}|{Kind}|{Text}";
}
