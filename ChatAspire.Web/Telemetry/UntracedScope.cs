using System.Diagnostics;

namespace ChatAspire.Web.Telemetry;

/// <summary>
/// Keeps the node's housekeeping out of the traces: commands sent inside the scope belong to an unsampled trace.
/// One health check per second would otherwise fill a dashboard that keeps 10,000 traces.
/// </summary>
internal static class UntracedScope
{
    /// <summary>Starts an unsampled trace; disposing it ends the scope.</summary>
    public static Activity? Begin()
    {
        if (!ChatTelemetry.Source.HasListeners())
        {
            return null;
        }

        // Started without a source, so that no sampler runs: children of an unsampled parent stay unsampled.
        Activity.Current = null;
        return new Activity("housekeeping").Start();
    }
}
