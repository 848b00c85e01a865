namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Shell code for an address outside the lab: the host's default gateway. Test it with <see cref="Answers"/> before use, because the
/// gateway of a VPC does not answer pings.
/// </summary>
internal static class OutsideAddress
{
    /// <summary>Sets the shell variable <c>outside</c> to the address.</summary>
    // default via 10.77.0.1 dev eth0
    public const string Set = @"outside=$(ip -4 route show default | sed -n 's/.* via \([0-9.]*\).*/\1/p' | head -n 1)";

    /// <summary>Succeeds if the address answers a ping from the host itself.</summary>
    public const string Answers = "ping -q -c 1 -W 2 \"$outside\" >/dev/null";
}
