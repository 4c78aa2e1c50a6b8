namespace Hello;

public static class Greeting
{
    public static string For(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "Hello, whoever you are!" : $"Hello, {name.Trim()}!";
}
