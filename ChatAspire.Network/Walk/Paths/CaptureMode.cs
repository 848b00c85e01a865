namespace ChatAspire.Network.Walk.Paths;

/// <summary>The ways in which a walk captures a device.</summary>
internal enum CaptureMode
{
    /// <summary>The device is captured without changing its mode.</summary>
    Direct,

    /// <summary>
    /// The device is put into promiscuous mode while the walk runs. A bridge passes forwarded frames to its own device, and so to tcpdump,
    /// only in this mode (net/bridge/br_input.c: br_handle_frame_finish).
    /// </summary>
    Promiscuous,

    /// <summary>
    /// The device is not captured. Used for a bridge that forwards the frames between its ports, because the ports show them.
    /// </summary>
    None,
}
