// What is wrong with a field, in Chinese. The canister says it in English; what is not known here is
// shown as it says it.

const PATTERNS: [RegExp, string][] = [
  [/^(is|must not be) empty$/, "不能为空"],
  [/^is longer than (\d+) bytes$/, "超过 $1 字节"],
  [/^must (?:have|be) at most (\d+)(?: bytes)?$/, "最多为 $1"],
  [/^must lie between (\d+) and (\d+)$/, "必须在 $1 与 $2 之间"],
  [/^is not within (\d+) to (\d+)$/, "必须在 $1 与 $2 之间"],
  [/^has the character (U\+[0-9A-F]+), which is not allowed$/, "含有不允许的字符 $1"],
  [/^begins or ends with a space$/, "开头或结尾有空格"],
  [/^has more than (\d+) entries$/, "超过 $1 个条目"],
  [/^stands in the list twice$/, "在列表中出现了两次"],
  [/^is not a language tag.*$/, "不是 en 或 zh-Hans 这样的语言标签"],
  [/^is not the number of an? .*$/, "没有这样的记录"],
  [/^is not an origin such as.*$/, "不是 https://example.org 这样的来源"],
  [/^is not a lower-case domain name.*$/, "不是小写的域名"],
  [/^is not made of lower-case letters and digits.*$/, "只能由小写字母、数字和其间的连字符组成"],
  [/^is not made of letters and digits.*$/, "只能由字母、数字及其间的点、连字符和下划线组成"],
  [/^is missing.*$/, "缺失"],
  [/^is not an? (http|https|web).*$/, "不是网址"],
  [/^is not (?:the name of )?a(?:n IANA)? time zone.*$/, "不是已知的时区"],
  [/^is required.*$/, "必须填写"],
];

export function reason(text: string): string {
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  return found ? text.replace(found[0], found[1]) : text;
}
