using System.Diagnostics;

namespace ChatAspire.Web.Telemetry;

/// <summary>
/// Keeps the node's housekeeping out of the traces: commands sent inside the scope belong to an unsampled trace.
/// Without it, the periodic probes of Redis would fill a dashboard that keeps 10,000 traces.
/// </summary>
internal static class UntracedScope
{
    /// <summary>Starts an unsampled trace; disposing the result ends the scope. Returns null when tracing is off.</summary>
    public static Activity? Begin()
    {
        if (!ChatTelemetry.Source.HasListeners())
        {
            return null;
        }

        // Starts the span without a source, so that no sampler runs; children of an unsampled parent stay unsampled.
        Activity.Current = null;
        return new Activity("housekeeping").Start();
    }
}
