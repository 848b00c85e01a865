using System.Buffers;

namespace ChatAspire.Network.Execution;

/// <summary>Quotes words for a POSIX shell (XCU 2.2.2: no character is special between single quotes).</summary>
public static class ShellQuote
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+:,./_-=");

    /// <summary>Quotes a word so that a shell passes it on unchanged. Words without special characters are returned as they are.</summary>
    /// <exception cref="ArgumentException">The word contains a NUL character, which no argument of a program can contain.</exception>
    public static string Word(string word)
    {
        if (word.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("An argument cannot contain a NUL character.", nameof(word));
        }

        return word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
