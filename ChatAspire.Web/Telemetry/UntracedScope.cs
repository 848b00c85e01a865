using System.Diagnostics;

namespace ChatAspire.Web.Telemetry;

/// <summary>
/// Keeps the node's own housekeeping out of the traces: commands sent inside belong to a trace that nobody records.
/// A check a second would otherwise fill a dashboard that keeps 10,000 traces.
/// </summary>
internal static class UntracedScope
{
    /// <summary>Starts an unrecorded trace; dispose it to end it.</summary>
    public static Activity? Begin()
    {
        if (!ChatTelemetry.Source.HasListeners())
        {
            return null;
        }

        // Not through a source, so that no sampler is asked: an unsampled parent keeps all that follows unsampled.
        Activity.Current = null;
        return new Activity("housekeeping").Start();
    }
}
