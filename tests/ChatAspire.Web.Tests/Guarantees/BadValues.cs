namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Invalid values for the parts of a request.</summary>
internal static class BadValues
{
    public static readonly string[] Texts =
    [
        "\"\"", "null", "42", "[]", "{}", "true", Quote(new string('x', 4001)), Quote(new string('日', 4001)), "\"\\ud800\"",
    ];

    public static readonly string[] Authors = ["\"\"", "null", "-1", "[\"a\"]", Quote(new string('n', 33)), "\"\\udc00x\""];

    public static readonly string[] Ids =
    [
        "\"\"", "null", "0", "{}", Quote(new string('i', 65)),
        "\"a b\"", "\"a/b\"", "\"ü\"", "\"x\\u0000y\"", "\"a\\r\\nb\"", "\"{x}\"",
    ];

    public static readonly string[] Rooms =
    [
        "BAD", "bad_room", "bad%20room", "b%C3%BCro", "bad%00", "bad.", "%7Bbad%7D", "bad%0d%0aX:1", new string('b', 41),
        "..%2fbad", "%ff", "bad:log",
    ];

    public static readonly string[] NotObjects =
    [
        "[]", "null", "\"text\"", "7", "[{\"id\":\"a\",\"author\":\"b\",\"text\":\"c\"}]", "",
    ];

    public static readonly string[] ContentTypes =
    [
        "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "/",
        "application/json;;;=", "image/png", "",
    ];

    public static readonly string[] Queries =
    [
        "after=x", "after=-1", "after=1e3", "after=99999999999999999999", "limit=x", "limit=0", "limit=-5", "limit=2.5",
        "after=%ff", "after=1&limit=%00",
    ];

    public static readonly string[] TypingBodies =
    [
        "{}", "[]", "{\"author\":\"\"}", "{\"author\":5}", $"{{\"author\":\"{new string('n', 33)}\"}}", "{",
    ];

    public static readonly string[] Positions = ["x", "-", "-5", "x-y", "x--1", "x-99999999999999999999", "%00-1", "x-1e2"];

    public static readonly string[] BrokenChunks =
    [
        "zz\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "ffffffffffffffffff\r\nx", "5\r\nhelloXX0\r\n\r\n",
        "5;ext\r\nhello\r\n0\r\n\r\n", "1\r\n{\r\n0\r\nX-Trailer: \0\r\n\r\n",
    ];

    public static readonly string[] Garbages =
    [
        "hello", "<xml/>", "id=a&author=b&text=c", "{'id':'a','author':'b','text':'c'}",
        "{\"id\":\"a\",\"author\":\"b\",\"text\":\"c\"}}", "{\"id\":\"a\",\"author\":\"b\",\"text\":\"c\",}",
    ];

    private static string Quote(string text) => $"\"{text}\"";
}
