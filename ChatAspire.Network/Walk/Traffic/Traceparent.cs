using System.Diagnostics;

namespace ChatAspire.Network.Walk.Traffic;

/// <summary>W3C trace context headers for traffic that a walk sends.</summary>
internal static class Traceparent
{
    /// <summary>The current span's header; a new one outside of any span.</summary>
    public static string CurrentOrNew() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : New();

    /// <summary>A header with a new trace id.</summary>
    public static string New() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    // 00-TRACE-SPAN-01
    public static string TraceIdOf(string traceparent) => traceparent.Split('-')[1];
}
