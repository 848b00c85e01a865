using System.Buffers;

namespace ChatAspire.Web.Contracts;

/// <summary>What a client may send. Lengths count UTF-16 units, as a browser's maxlength does.</summary>
internal static class RequestLimits
{
    public const int MaxText = 4_000;
    public const int MaxAuthor = 32;
    public const int MaxRoom = 40;
    public const int MaxId = 64;

    /// <summary>Bytes of a request's body: the longest text with every unit escaped (<c>\u1234</c>), and room for the rest.</summary>
    public const int MaxBody = 32 << 10;

    public const int MaxPage = 1_000;
    public const int DefaultPage = 100;

    private static readonly SearchValues<char> RoomCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>What is wrong with a room's name; null: nothing.</summary>
    public static string? RoomError(string room) =>
        room.Length is >= 1 and <= MaxRoom && !room.AsSpan().ContainsAnyExcept(RoomCharacters)
            ? null
            : $"A room's name has 1 to {MaxRoom} of the characters a-z, 0-9 and -.";

    /// <summary>What is wrong with a message; null: nothing.</summary>
    public static string? MessageError(PostedMessage message) =>
        IdError(message.Id) ?? AuthorError(message.Author) ?? TextError(message.Text);

    /// <summary>What is wrong with a name; null: nothing.</summary>
    public static string? AuthorError(string? author) =>
        author is { Length: >= 1 and <= MaxAuthor } ? null : $"author has 1 to {MaxAuthor} characters.";

    private static string? IdError(string? id) =>
        id is { Length: >= 1 and <= MaxId } && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? null
            : $"id has 1 to {MaxId} of the characters A-Z, a-z, 0-9 and . _ : -; the client makes it, a new one for each message.";

    private static string? TextError(string? text) =>
        text is { Length: >= 1 and <= MaxText } ? null : $"text has 1 to {MaxText} characters.";
}
