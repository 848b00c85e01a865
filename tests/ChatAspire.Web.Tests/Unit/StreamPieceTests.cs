using System.Text;
using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Tests.Unit;

public sealed class StreamPieceTests
{
    [Theory]
    [InlineData("abc", "3\r\nabc\r\n")]
    [InlineData("abcdefghi|jklmnopqrst", "14\r\nabcdefghijklmnopqrst\r\n")]
    public void A_piece_is_one_chunk_of_a_response(string items, string chunk)
    {
        byte[][] bytes = [.. items.Split('|').Select(Encoding.ASCII.GetBytes)];
        var length = bytes.Sum(item => item.Length);

        var piece = StreamPiece.Of(bytes, length, new byte[length + StreamPiece.MaxFrameBytes]);

        Assert.Equal(chunk, Encoding.ASCII.GetString(piece.Chunk.Span));
        Assert.Equal(items.Replace("|", "", StringComparison.Ordinal), Encoding.ASCII.GetString(piece.Body.Span));
    }

    /// <summary>A chunk without a body would end the response.</summary>
    [Fact]
    public void Nothing_to_write_is_no_chunk() => Assert.True(StreamPiece.Of([], 0, new byte[StreamPiece.MaxFrameBytes]).IsEmpty);

    [Fact]
    public void A_batch_holds_messages_and_transient_events_and_the_latter_alone()
    {
        var ring = new EventRing(maxEvents: 4, maxBytes: 100);
        ring.Add("m1;"u8.ToArray());
        ring.Add("m2;"u8.ToArray());

        var batch = FlushBatch.Of(ring, 1, 2, 6, ["typing;"u8.ToArray()], null, null);

        Assert.Equal("d\r\nm1;m2;typing;\r\n", Encoding.ASCII.GetString(batch.All.Chunk.Span));
        Assert.Equal("7\r\ntyping;\r\n", Encoding.ASCII.GetString(batch.Transient.Chunk.Span));
        batch.Return();
    }
}
