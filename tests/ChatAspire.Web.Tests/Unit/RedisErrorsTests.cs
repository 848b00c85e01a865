using System.IO.Pipelines;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Tests.Unit;

public sealed class RedisErrorsTests
{
    [Fact]
    public void A_connection_closed_during_a_read_means_that_Redis_is_unavailable()
    {
        var pipe = new Pipe();
        pipe.Reader.Complete();

        var error = Assert.Throws<InvalidOperationException>(() => pipe.Reader.TryRead(out _));

        Assert.True(RedisErrors.IsUnavailable(error), $"{error.Source}: {error.Message}");
    }

    [Fact]
    public void A_defect_of_the_node_does_not() =>
        Assert.False(RedisErrors.IsUnavailable(Assert.Throws<InvalidOperationException>(() => Array.Empty<int>().Single(_ => false))));
}
