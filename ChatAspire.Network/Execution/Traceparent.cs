using System.Diagnostics;

namespace ChatAspire.Network.Execution;

/// <summary>
/// The value of a W3C <c>traceparent</c> header: <c>00-TRACE-SPAN-01</c>, the trace as 32 and the span as 16 hexadecimal digits
/// (https://www.w3.org/TR/trace-context/#traceparent-header).
/// </summary>
public static class Traceparent
{
    /// <summary>Creates a header for a new span that is sampled (flags <c>01</c>).</summary>
    /// <param name="trace">The trace to join; null starts a new one.</param>
    public static string Create(ActivityTraceId? trace = null) =>
        $"00-{trace ?? ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>Returns the current span's header, or a new one if there is no span.</summary>
    public static string CurrentOrNew() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : Create();

    /// <summary>Returns the trace ID of a header: 32 hexadecimal digits.</summary>
    // 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
    public static string TraceIdOf(string traceparent) => traceparent.Split('-')[1];
}
