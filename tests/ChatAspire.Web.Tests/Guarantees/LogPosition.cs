namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The position of a message as clients know it: the epoch of its log, and its number in it.</summary>
internal readonly record struct LogPosition(string Epoch, long Seq)
{
    public override string ToString() => $"{Epoch}-{Seq}";
}
