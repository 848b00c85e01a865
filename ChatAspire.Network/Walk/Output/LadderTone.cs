namespace ChatAspire.Network.Walk.Output;

/// <summary>The kind of a ladder's line, by which the terminal selects a colour.</summary>
internal enum LadderTone
{
    Plain,
    Packet,
    Host,
    Device,
    Chain,
    Translation,
    Tunnel,
    Failure,
    Note,
}
