namespace ChatAspire.Network.Walk.Output;

/// <summary>The meaning of a ladder's line; the terminal gives each a colour.</summary>
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
