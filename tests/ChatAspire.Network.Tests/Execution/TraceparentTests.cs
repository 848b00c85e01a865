using System.Diagnostics;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

public class TraceparentTests
{
    [Fact]
    public void Joins_the_given_trace_with_a_new_span()
    {
        var trace = ActivityTraceId.CreateRandom();
        var (first, second) = (Traceparent.Create(trace), Traceparent.Create(trace));

        Assert.True(ActivityContext.TryParse(first, null, out var context));
        Assert.Equal((trace, ActivityTraceFlags.Recorded), (context.TraceId, context.TraceFlags));
        Assert.Equal($"{trace}", Traceparent.TraceIdOf(first));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Continues_the_current_span_if_there_is_one()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.Equal(activity.Id, Traceparent.CurrentOrNew());
    }
}
