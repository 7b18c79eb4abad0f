// The words of the script that every page loads.

import { language } from "../place";

const en = {
  signIn: "Sign in",
  signInHere: "Sign in (development)",
  signOut: "Sign out",
  me: "My page",
  ended: "Your session has ended.",
  noAnswer: "The canister does not answer.",
  nothing: "Nothing found",
  own: (time: string, zone: string) => `${time} by your clock (${zone})`,
};

const zh: typeof en = {
  signIn: "登录",
  signInHere: "登录（开发用）",
  signOut: "退出",
  me: "我的页面",
  ended: "会话已结束。",
  noAnswer: "容器没有回应。",
  nothing: "没有找到",
  own: (time, zone) => `按您的时钟：${time}（${zone}）`,
};

export const words = language === "zh" ? zh : en;
