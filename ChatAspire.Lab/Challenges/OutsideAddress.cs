namespace ChatAspire.Lab.Challenges;

/// <summary>Shell for the address outside the lab: the default gateway of the host, if it answers pings. That of a VPC does not.</summary>
internal static class OutsideAddress
{
    /// <summary>Sets the variable <c>outside</c>.</summary>
    // default via 10.77.0.1 dev eth0
    public const string Set = @"outside=$(ip -4 route show default | sed -n 's/.* via \([0-9.]*\).*/\1/p')";

    /// <summary>Succeeds if the host itself reaches the address.</summary>
    public const string Answers = "ping -q -c 1 -W 2 \"$outside\" >/dev/null";
}
