namespace ChatAspire.Network.Walk.Output;

/// <summary>The meaning of a ladder's line. The terminal colours the line by it.</summary>
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
